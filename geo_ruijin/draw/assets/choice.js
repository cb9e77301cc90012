"use strict";
// Sites that are open or not, and what they reach by each reading. Sums are exact whatever was opened and closed before:
// each weight is taken apart into whole numbers so small that no sum of them is ever rounded.
(() => {
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  // Whole numbers in as few bytes as each needs, lowest bits first (LEB128).
  const numbersOf = (text) => {
    const found = [];
    let [value, place] = [0, 1];
    for (const byte of bytesOf(text)) {
      value += (byte & 0x7f) * place;
      if (byte & 0x80) place *= 128;
      else {
        found.push(value);
        [value, place] = [0, 1];
      }
    }
    return found;
  };

  const doublesOf = (text) => {
    const view = new DataView(bytesOf(text).buffer);
    return Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(8 * i, true));
  };

  const weightsOf = ({ weights, codes }) => {
    const table = doublesOf(weights);
    let next = 0;
    return Float64Array.from(numbersOf(codes), (code) => table[code === 0 ? next++ : code - 1]);
  };

  // Places of demands as [longitude, latitude], in order.
  const placesOf = (text) => {
    const at = [0, 0];
    const steps = numbersOf(text).map((step) => (step % 2 ? -(step + 1) / 2 : step / 2));
    return Array.from({ length: steps.length / 2 }, (_, i) => {
      at[0] += steps[2 * i];
      at[1] += steps[2 * i + 1];
      return at.map((part) => part / 1e6);
    });
  };

  // The demands of site s are indices[starts[s]] to before indices[starts[s + 1]].
  const linksOf = ({ counts, links }) => {
    const starts = [0];
    numbersOf(counts).forEach((count) => starts.push(starts[starts.length - 1] + count));
    const indices = Uint32Array.from(numbersOf(links));
    starts.slice(0, -1).forEach((start, site) => {
      for (let k = start + 1; k < starts[site + 1]; k += 1) indices[k] += indices[k - 1];
    });
    return { starts, indices };
  };

  const powerOf2 = (exponent) => {
    let power = 1;
    for (let i = Math.abs(exponent); i > 0; i -= 1) power *= exponent < 0 ? 0.5 : 2;
    return power;
  };

  // The places of the lowest and the highest bit of a double that is not 0.
  const bitsOf = (() => {
    const view = new DataView(new ArrayBuffer(8));
    const trailing = (word) => 31 - Math.clz32(word & -word);
    return (value) => {
      view.setFloat64(0, value);
      const [high, low] = [view.getUint32(0), view.getUint32(4)];
      const exponent = ((high >>> 20) & 0x7ff) - 1075;
      const zeros = low ? trailing(low) : 32 + trailing((high & 0xfffff) | 0x100000);
      return [exponent + zeros, exponent + 52];
    };
  })();

  // Weights as `limbs` whole numbers each, of so few bits that as many as there are weights add up below 2^53.
  const apart = (weights) => {
    let [lowest, highest] = [Infinity, -Infinity];
    weights.filter((weight) => weight !== 0).forEach((weight) => {
      const [low, high] = bitsOf(weight);
      [lowest, highest] = [Math.min(lowest, low), Math.max(highest, high)];
    });
    if (highest < lowest) [lowest, highest] = [0, 0];
    const bits = 53 - Math.ceil(Math.log2(weights.length + 1));
    const limbs = Math.ceil((highest - lowest + 1) / bits);
    const steps = Array.from({ length: limbs }, (_, limb) => powerOf2(lowest + bits * limb));
    const parts = new Float64Array(weights.length * limbs);
    weights.forEach((weight, demand) => {
      let rest = weight;
      for (let limb = limbs - 1; limb >= 0; limb -= 1) {
        const part = Math.floor(rest / steps[limb]);
        parts[demand * limbs + limb] = part;
        rest -= part * steps[limb];
      }
    });
    // A sum rounded once, half to even, as the exact sum of Python's `math.fsum` is.
    const sum = (held, from) => {
      if (limbs === 1) return held[from] * steps[0];
      let total = 0n;
      for (let limb = limbs - 1; limb >= 0; limb -= 1) total = (total << BigInt(bits)) + BigInt(held[from + limb]);
      return Number(total) * steps[0];
    };
    return { limbs, parts, sum };
  };

  const readingOf = (told, groups) => {
    const weights = weightsOf(told);
    const group = Uint32Array.from(numbersOf(told.group));
    const { starts, indices } = linksOf(told);
    const { limbs, parts, sum } = apart(weights);
    const reaching = new Uint32Array(weights.length); // how many open sites reach each demand
    const covered = new Float64Array(groups * limbs);
    const all = new Float64Array(groups * limbs);
    const add = (to, at, demand, sign) => {
      for (let limb = 0; limb < limbs; limb += 1) to[at * limbs + limb] += sign * parts[demand * limbs + limb];
    };
    weights.forEach((_, demand) => add(all, group[demand], demand, 1));
    const overall = (held) => {
      const total = new Float64Array(limbs);
      held.forEach((part, i) => { total[i % limbs] += part; });
      return sum(total, 0);
    };
    const total = overall(all);

    const turn = (site, sign) => {
      for (let k = starts[site]; k < starts[site + 1]; k += 1) {
        const demand = indices[k];
        const before = reaching[demand];
        reaching[demand] = before + sign;
        if (before === (sign > 0 ? 0 : 1)) add(covered, group[demand], demand, sign);
      }
    };

    // What opening a closed site adds, or closing an open one loses.
    const turned = new Float64Array(limbs);
    const gain = (site, open) => {
      const alone = open ? 1 : 0;
      turned.fill(0);
      for (let k = starts[site]; k < starts[site + 1]; k += 1) {
        if (reaching[indices[k]] === alone) add(turned, 0, indices[k], 1);
      }
      return sum(turned, 0);
    };

    const share = (part, whole) => (!whole ? null : part === whole ? 100 : (100 * part) / whole);
    const now = () => {
      const part = overall(covered);
      const by = Array.from({ length: groups }, (_, g) => {
        const [here, whole] = [sum(covered, g * limbs), sum(all, g * limbs)];
        return { covered: here, total: whole, share: share(here, whole) };
      });
      return { covered: part, total, share: share(part, total), groups: by };
    };
    return { ...told, weights, reaching, turn, gain, now, share: () => share(overall(covered), total) };
  };

  // All sites and readings; nothing is open yet.
  geoRuijin.choice = (told) => {
    const readings = told.readings.map((one) => readingOf(one, told.groups.length));
    const open = new Uint8Array(told.sites.name.length);
    const turn = (site) => {
      open[site] = 1 - open[site];
      readings.forEach((reading) => reading.turn(site, open[site] ? 1 : -1));
    };

    // Open the one of `sites` that adds most, the first of equals, again and again until `enough`; return them in order.
    // No gain ever grows while sites are opened, so what a site added before is the most it can add.
    const first = (left) => {
      let found = null;
      for (const [site, most] of left) if (found === null || most > left.get(found)) found = site;
      return found;
    };
    const greedy = (reading, sites, enough) => {
      const left = new Map(sites.filter((site) => !open[site]).map((site) => [site, Infinity]));
      const taken = [];
      while (!enough(taken)) {
        let [best, fresh] = [first(left), null];
        while (best !== fresh) {
          left.set(best, reading.gain(best, false));
          [best, fresh] = [first(left), best];
        }
        if (best === null || left.get(best) === 0) break;
        left.delete(best);
        turn(best);
        taken.push(best);
      }
      return taken;
    };
    return { readings, open, turn, greedy };
  };
  geoRuijin.placesOf = placesOf;
})();
