"use strict";
// Lists of sites as files that `geo-ruijin add`, scenarios, spreadsheets and QGIS take: WGS 84, in the order of the changes.
(() => {
  const csv = (rows) => {
    const names = Object.keys(rows[0]);
    const lines = [names, ...rows.map((row) => names.map((name) => row[name]))];
    return geoRuijin.byteOrderMark + lines.map(geoRuijin.csvLine).join("");
  };

  const geojson = (rows) => JSON.stringify({
    type: "FeatureCollection",
    features: rows.map(({ longitude, latitude, ...properties }) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [longitude, latitude] },
      properties,
    })),
  }, null, 1);

  // A string of JSON is one of TOML, but for the one character that TOML wants escaped besides.
  const quoted = (words) => JSON.stringify(words).replaceAll("\u007f", "\\u007f");

  const toml = ({ title, about, layer, file, modelled }) => [
    `title = ${quoted(title)}`, `about = ${quoted(about)}`, "", "[[change]]", `layer = ${quoted(layer)}`,
    `file = ${quoted(file)}`, 'datum = "wgs84"', ...(modelled ? ['nature = "modelled"'] : []), "",
  ].join("\n");

  // Two lists of what is added, then those of all changes and, where there is a layer for them, the scenario.
  geoRuijin.files = (trial, words, say) => {
    const { told, present, changes } = trial;
    const { sites } = told;
    const rows = () => {
      const { per, unit } = trial.reading();
      const brought = trial.brought();
      return changes().map((site, i) => ({
        name: sites.name[site], longitude: sites.longitude[site], latitude: sites.latitude[site],
        change: present[site] ? "remove" : "add", site_kind: sites.kind?.[site] ?? "",
        township: sites.township?.[site] ?? "", gain: brought[i][0] / per, gain_unit: told.units[unit].name,
        share_after: brought[i][1],
      }));
    };
    const added = () => rows().filter(({ change }) => change === "add");
    const scenario = (file) => () => toml({
      title: say.filled(words.scenario_title, told), layer: told.layer, file, modelled: told.modelled,
      about: say.filled(words.scenario_about, { title: told.title, changed: say.changed() }),
    });
    const anyAdded = () => changes().some((site) => !present[site]);
    const any = () => changes().length > 0;
    const changesCsv = `${told.name}_changes.csv`;
    return [
      [`${told.name}_added.csv`, () => csv(added()), "text/csv;charset=utf-8", anyAdded],
      [`${told.name}_added.geojson`, () => geojson(added()), "application/geo+json", anyAdded],
      [changesCsv, () => csv(rows()), "text/csv;charset=utf-8", any],
      [`${told.name}_changes.geojson`, () => geojson(rows()), "application/geo+json", any],
      ...(told.layer === null ? []
        : [[`${told.name}_tried.toml`, scenario(changesCsv), "application/toml", any]]),
    ].map(([name, text, type, needs]) => ({ name, needs, save: () => geoRuijin.save(name, text(), type) }));
  };
})();
