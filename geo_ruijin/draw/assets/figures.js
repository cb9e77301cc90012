"use strict";
// Figures as the reports write them, in exact decimals: the rules of `geo_ruijin/figures.py` and, of a figure before and
// after, of `geo_ruijin/compare/words.py`. `units` says how many decimals each unit has, and its name.
geoRuijin.figures = (units, mostDecimals, language) => {
  // A number as it is written, shortest: units × 10^-places.
  const exactly = (value) => {
    const [, sign, whole, part = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
    const places = part.length - Number(power);
    const units = BigInt(sign + whole + part);
    return places < 0 ? { units: units * 10n ** BigInt(-places), places: 0 } : { units, places };
  };
  const scaled = ({ units, places }, to) => units * 10n ** BigInt(to - places);
  const compared = (one, other) => {
    const places = Math.max(one.places, other.places);
    const difference = scaled(one, places) - scaled(other, places);
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  };

  // Half to even.
  const rounded = (exact, places) => {
    if (places >= exact.places) return { units: scaled(exact, places), places };
    const step = 10n ** BigInt(exact.places - places);
    const size = exact.units < 0n ? -exact.units : exact.units;
    const [quotient, twice] = [size / step, (size % step) * 2n];
    const up = twice > step || (twice === step && quotient % 2n === 1n);
    const found = quotient + (up ? 1n : 0n);
    return { units: exact.units < 0n ? -found : found, places };
  };

  const written = ({ units, places }, separator = ",") => {
    const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
    const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, separator);
    return (units < 0n ? "-" : "") + whole + (places ? `.${digits.slice(-places)}` : "");
  };

  const number = (value) => {
    const exact = exactly(value);
    const whole = exact.units % 10n ** BigInt(exact.places) === 0n;
    return written(whole ? rounded(exact, 0) : exact);
  };

  const decimalsOf = (value) => {
    const [, part = "", power = "0"] = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
    return Math.max(0, part.length - Number(power));
  };

  const figure = (value, unit, beside = [], least = 0) => {
    if (value === null || !Number.isFinite(value)) return "—";
    const exact = exactly(value);
    const others = [...beside, 0, ...(unit === "%" ? [100] : [])].map(exactly);
    const usual = unit === "1" && Number.isInteger(value) ? 0 : units[unit].decimals;
    for (let places = Math.max(usual, least, ...beside.map(decimalsOf)); places <= mostDecimals; places += 1) {
      const shown = rounded(exact, places);
      if (others.every((other) => compared(shown, other) === compared(exact, other))) return written(shown);
    }
    return number(value);
  };

  // Before, after, and the difference of what is read; the two read differently where they differ.
  const pair = (before, after, unit, beside = []) => {
    const usual = unit === "%" ? 2 : 0;
    if (before === null || after === null) {
      return [figure(before, unit, beside, usual), figure(after, unit, beside, usual), "—"];
    }
    let [was, now] = ["", ""];
    for (let least = usual; least <= mostDecimals; least += 1) {
      [was, now] = [before, after].map((value) => figure(value, unit, beside, least));
      if (was !== now || before === after) break;
    }
    const [first, second] = [was, now].map((shown) => exactlyShown(shown.replaceAll(",", "")));
    const places = Math.max(first.places, second.places);
    const change = scaled(second, places) - scaled(first, places);
    if (change === 0n) return [was, now, "0"];
    return [was, now, (change > 0n ? "+" : "−") + written({ units: change < 0n ? -change : change, places })];
  };
  const exactlyShown = (shown) => {
    const [whole, part = ""] = shown.split(".");
    return { units: BigInt(whole + part), places: part.length };
  };

  const withUnit = (shown, unit) => {
    const name = units[unit].name;
    if (shown === "—" || !name) return shown;
    return name === "%" || language === "zh" ? shown + name : `${shown} ${name}`;
  };

  return { figure, number, pair, withUnit };
};
