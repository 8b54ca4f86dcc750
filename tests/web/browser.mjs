// Opens pages in headless Chromium and says what it finds, for the tests in Python.
//
//     node browser.mjs < jobs.json > answers.json
//
// jobs.json: {"browser": "/usr/bin/chromium", "profile": "an empty folder", "jobs": [{"file", "width", …}]}; a job may ask
// for "axe" (rules that are broken), "measure" (widths at which to see whether it scrolls sideways and how small its
// smallest type is), "texts" (where an SVG page sets its texts), "fonts" (whether each face was loaded), "visible" (which of
// some selectors can be seen), "viewer" with "type" (keys, and how a viewer of a review looks after them), "screenshot" and
// "pdf" (files to write). Answers stand in the order of the jobs.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--force-color-profile=srgb",
];
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

function measure() {
  const seen = (element) => element.getClientRects().length > 0;
  const small = [];
  let smallest = Infinity;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const owner = node.parentElement;
    if (!node.data.trim() || !seen(owner)) continue;
    const drawn = owner instanceof SVGElement ? owner.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(owner).fontSize) * drawn;
    smallest = Math.min(smallest, size);
    if (size < 11.995) small.push(`${node.data.trim()}: ${size.toFixed(2)} px`);
  }
  const edge = document.documentElement.clientWidth;
  const wide = [...document.body.querySelectorAll("*")]
    .filter((element) => seen(element) && element.getBoundingClientRect().right > edge + 0.5)
    .map((element) => `<${element.localName} class="${element.getAttribute("class") ?? ""}">`);
  return { scroll: document.documentElement.scrollWidth - edge, wide: wide.slice(0, 5), smallest, small };
}

function texts() {
  return [...document.querySelectorAll("text")].map((text) => ({
    text: text.textContent,
    x: text.getStartPositionOfChar(0).x,
    y: text.getStartPositionOfChar(0).y,
    width: text.getComputedTextLength(),
  }));
}

const fonts = () => [...document.fonts].map((face) => `${face.family} ${face.weight} ${face.status}`);

const visible = (names) => Object.fromEntries(names.map((name) => [
  name, [...document.querySelectorAll(name)].some((element) => element.checkVisibility()),
]));

function viewed(name) {
  const viewer = document.getElementById(`${name}-v1`).closest(".viewer");
  const now = getComputedStyle(viewer.querySelector(".side.new"));
  return {
    checked: viewer.querySelector(":scope > input:checked").classList[0],
    blend: now.mixBlendMode,
    cut: now.clipPath,
    slide: getComputedStyle(viewer.querySelector(".slide")).display,
  };
}

async function typed(page, steps, name) {
  const told = [];
  for (const step of steps) {
    if (step.focus) await page.focus(step.focus);
    for (const key of step.keys) await page.keyboard.press(key);
    told.push(await page.evaluate(viewed, name));
  }
  return told;
}

async function axe(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }),
    STANDARDS,
  );
  const told = found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`));
  return { violations: told, passes: found.passes.length };
}

async function answer(page, job) {
  await page.setViewportSize({ width: job.width, height: job.height ?? 900 });
  await page.goto(pathToFileURL(job.file).href);
  await page.evaluate(() => document.fonts?.ready.then(() => true));
  const told = {};
  if (job.texts) told.texts = await page.evaluate(texts);
  if (job.fonts) told.fonts = await page.evaluate(fonts);
  if (job.visible) told.visible = await page.evaluate(visible, job.visible);
  if (job.type) told.typed = await typed(page, job.type, job.viewer);
  if (job.axe) told.axe = await axe(page);
  if (job.screenshot) await page.screenshot({ path: job.screenshot, fullPage: job.fullPage ?? true });
  if (job.pdf) await page.pdf({ path: job.pdf, preferCSSPageSize: true, printBackground: job.background ?? true });
  if (job.measure) told.measure = {};
  for (const width of job.measure ?? []) {
    await page.setViewportSize({ width, height: job.height ?? 900 });
    told.measure[width] = await page.evaluate(measure);
  }
  return told;
}

const order = JSON.parse(readFileSync(0, "utf8"));
const context = await chromium.launchPersistentContext(order.profile, {
  executablePath: order.browser, args: FLAGS, headless: true, deviceScaleFactor: order.scale ?? 1,
});
try {
  const errors = [];
  const page = context.pages()[0] ?? (await context.newPage());
  page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
  page.on("request", (request) => { if (!/^(file|data):/.test(request.url())) errors.push(`asked for ${request.url()}`); });
  const answers = [];
  for (const job of order.jobs) {
    errors.length = 0;
    answers.push({ ...(await answer(page, job)), errors: [...errors] });
  }
  process.stdout.write(JSON.stringify(answers));
} finally {
  await context.close();
}
