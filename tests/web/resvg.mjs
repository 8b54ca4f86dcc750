// Draws SVG pages with resvg, for the tests in Python.
//
//     node resvg.mjs < order.json      {"fonts": ["…ttf"], "width": pixels, "jobs": [["page.svg", "page.png"]]}

import { readFileSync, writeFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";

const order = JSON.parse(readFileSync(0, "utf8"));
for (const [from, to] of order.jobs) {
  const page = new Resvg(readFileSync(from, "utf8"), {
    background: "#ffffff",
    fitTo: { mode: "width", value: order.width },
    font: { loadSystemFonts: false, fontFiles: order.fonts },
  });
  writeFileSync(to, page.render().asPng());
}
