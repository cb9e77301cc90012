"use strict";
// Shapes and cells as `draw/packing.py` and `draw/packed_cells.py` pack them, back in typed arrays.
(() => {
  const KINDS = 3; // points, lines and polygons: a shape is told as paths * KINDS + kind

  const PIECE = 2 ** 18; // letters of base64 at a time, three bytes of four

  const bytesOf = (text) => {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = letters.charCodeAt(i);
    return bytes;
  };

  // What is packed, a piece at a time: whole it would be there twice more.
  const piecesOf = (text) => {
    let at = 0;
    return new ReadableStream({
      pull: (pieces) => {
        if (at < text.length) pieces.enqueue(bytesOf(text.slice(at, at += PIECE)));
        else pieces.close();
      },
    });
  };

  // By the browser, or by fflate where it is older than that.
  const inflated = async (text) => {
    if (!window.DecompressionStream) return fflate.gunzipSync(bytesOf(text));
    const stream = piecesOf(text).pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };

  // Whole numbers below 2^31 in as few bytes as each needs, lowest bits first (LEB128).
  const numbersInto = (found, bytes) => {
    let [at, value, place] = [0, 0, 0];
    for (let i = 0; i < bytes.length; i += 1) {
      const byte = bytes[i];
      value |= (byte & 0x7f) << place;
      if (byte & 0x80) place += 7;
      else {
        found[at] = value;
        at += 1;
        value = place = 0;
      }
    }
    return found;
  };

  // From steps from one number to the next, those back as odd numbers.
  const summed = (steps) => {
    let sum = 0;
    for (let i = 0; i < steps.length; i += 1) {
      sum += (steps[i] >>> 1) ^ -(steps[i] & 1);
      steps[i] = sum;
    }
    return steps;
  };

  // The same of numbers of a table, which may be too large for bits.
  const figuresOf = (count, bytes) => {
    const found = new Float64Array(count);
    let [at, sum, value, place] = [0, 0, 0, 1];
    for (const byte of bytes) {
      value += (byte & 0x7f) * place;
      place *= 128;
      if (byte & 0x80) continue;
      sum += value % 2 ? -(value + 1) / 2 : value / 2;
      found[at] = sum;
      at += 1;
      value = 0;
      place = 1;
    }
    return found;
  };

  // Of counts, where each begins and where the last ends.
  const starts = (counts) => {
    const found = new Uint32Array(counts.length + 1);
    for (let i = 0; i < counts.length; i += 1) found[i + 1] = found[i] + counts[i];
    return found;
  };

  const written = (number, decimals, grouped) => {
    const digits = String(Math.abs(number)).padStart(decimals + 1, "0");
    const whole = digits.slice(0, digits.length - decimals);
    const said = grouped ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
    return `${number < 0 ? "-" : ""}${said}${decimals ? `.${digits.slice(-decimals)}` : ""}`;
  };

  // The cells of a column by the row; nothing is unpacked before it is asked for.
  const cellsOf = ({ decimals, grouped, words, count, width }, packed, codes, rows) => {
    let numbers = null;
    return (row) => {
      if (numbers === null) numbers = figuresOf(count, packed);
      let code = 0;
      for (let plane = width - 1; plane >= 0; plane -= 1) code = code * 256 + codes[plane * rows + row];
      return code < count ? written(numbers[code], decimals, grouped) : words[code - count];
    };
  };

  // What `text` packs:
  //   rows       how many
  //   kinds      0 point, 1 line, 2 polygon, of each shape
  //   paths      where the paths of each shape begin
  //   owner      the row of each shape
  //   corners    where the corners of each path begin
  //   x, y       of each corner, Web Mercator [0.1 m]
  //   ranks      the class of each row
  //   cells(row) ready to read
  const unpacked = async (text) => {
    const bytes = await inflated(text);
    const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const told = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
    let at = 4 + size;
    const next = (length) => bytes.subarray(at, at += length);
    const [shapes, rows, corners, x, y] = told.streams.slice(0, 5).map(next);
    const kept = bytes.slice(at); // the rest may go when it is unpacked
    at = 0;
    const [ranks, ...columns] = told.streams.slice(5).map((length) => kept.subarray(at, at += length));
    const numbers = numbersInto(new Int32Array(told.shapes), shapes);
    const cells = told.columns.map((one, i) => cellsOf(one, columns[2 * i], columns[2 * i + 1], told.rows));
    return {
      rows: told.rows,
      kinds: Uint8Array.from(numbers, (number) => number % KINDS),
      paths: starts(numbers.map((number) => Math.floor(number / KINDS))),
      owner: summed(numbersInto(new Int32Array(told.shapes), rows)),
      corners: starts(numbersInto(new Int32Array(told.paths), corners)),
      x: summed(numbersInto(new Int32Array(told.corners), x)),
      y: summed(numbersInto(new Int32Array(told.corners), y)),
      ranks,
      cells: (row) => cells.map((one) => one(row)),
    };
  };

  Object.assign(geoRuijin, { unpacked, inflated });
})();
