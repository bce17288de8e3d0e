// Opens a report in a headless Chromium and uses it as its reader would: search, filters, deep links, narrow and wide screens,
// printing, and the rules of axe-core where its file is at hand.
//
//   node report.mjs CHROMIUM report.html FOLDER [axe.min.js]
//
// FOLDER takes the screenshots and the printed pages. Needs nothing but Node: the browser is spoken to through its debugging
// pipe. Every check is a line; the exit code is 1 if one fails.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [browser, page, folder, axe] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "report-"));
const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
  `--user-data-dir=${profile}`, "--remote-debugging-pipe", "about:blank",
];
const chromium = spawn(browser, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const [send, receive] = [chromium.stdio[3], chromium.stdio[4]];

let last = 0;
let session;
const waiting = new Map();
const listeners = [];
let rest = Buffer.alloc(0);
receive.on("data", (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0)) {
    const message = JSON.parse(rest.subarray(0, end).toString());
    rest = rest.subarray(end + 1);
    if (message.id) {
      const { done, failed } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) { failed(new Error(message.error.message)); } else { done(message.result); }
    } else {
      listeners.forEach((listener) => listener(message));
    }
  }
});

const call = (method, params = {}) => new Promise((done, failed) => {
  last += 1;
  waiting.set(last, { done, failed });
  send.write(JSON.stringify({ id: last, method, params, ...(session ? { sessionId: session } : {}) }) + "\0");
});
const event = (name) => new Promise((done) => {
  const listener = (message) => {
    if (message.method === name) { listeners.splice(listeners.indexOf(listener), 1); done(message.params); }
  };
  listeners.push(listener);
});
const evaluate = async (expression) => {
  const { result, exceptionDetails } = await call("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  if (exceptionDetails) { throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text); }
  return result.value;
};
const pause = () => evaluate("new Promise((done) => setTimeout(done, 150))");

let wrong = 0;
const check = (name, holds, found) => {
  if (!holds) { wrong += 1; }
  console.log(`${holds ? "ok" : "FAILED"} ${name}${found === undefined ? "" : ": " + JSON.stringify(found)}`);
};

const size = (width, height) => call("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
const open = async (hash) => {
  const loaded = event("Page.loadEventFired");
  await call("Page.navigate", { url: "about:blank" });
  await loaded;
  const again = event("Page.loadEventFired");
  await call("Page.navigate", { url: pathToFileURL(resolve(page)).href + hash });
  await again;
  await pause();
};
const shown = () => evaluate("Array.from(document.querySelectorAll('article.f')).filter((one) => one.offsetParent !== null).length");
const number = (id) => evaluate(`Number(document.getElementById("${id}").textContent)`);
const choose = async (id, value) => {
  await evaluate(`(() => { const one = document.getElementById("${id}"); one.value = ${JSON.stringify(value)}; one.dispatchEvent(new Event("input", { bubbles: true })); })()`);
  await pause();
};
const screenshot = async (name) => {
  const { data } = await call("Page.captureScreenshot", { format: "png" });
  writeFileSync(join(folder, name), Buffer.from(data, "base64"));
};

try {
  const { targetInfos } = await call("Target.getTargets");
  const target = targetInfos.find((one) => one.type === "page").targetId;
  session = (await call("Target.attachToTarget", { targetId: target, flatten: true })).sessionId;
  const complaints = [];
  listeners.push(({ method, params }) => {
    if (method === "Log.entryAdded" && params.entry.level === "error") { complaints.push(params.entry.text); }
    if (method === "Runtime.exceptionThrown") { complaints.push(params.exceptionDetails.text); }
    if (method === "Network.requestWillBeSent" && !/^(file|about|data):/.test(params.request.url)) { complaints.push(params.request.url); }
  });
  for (const domain of ["Page", "Runtime", "Log", "Network"]) { await call(`${domain}.enable`); }

  await size(1366, 900);
  await open("");
  const all = (await number("n-major")) + (await number("n-minor")) + (await number("n-observation")) + (await number("n-waived-findings"));
  check("every finding is in the register", (await shown()) === all, all);
  await screenshot("laptop.png");

  // Filters, one by one, against the data of the findings.
  for (const grade of ["major", "minor", "observation"]) {
    await choose("g", grade);
    check(`filter by grade ${grade}`, (await shown()) === await evaluate(`document.querySelectorAll('article.f[data-g="${grade}"]').length`));
    await choose("g", "");
  }
  for (const [field, key] of [["c", "c"], ["u", "u"], ["r", "r"], ["p", "p"]]) {
    const value = await evaluate(`document.getElementById("${field}").options[2].value`);
    await choose(field, value);
    const of = key === "p" ? `section.grp[data-p="${value}"] article` : `article.f[data-${key}="${value}"]`;
    const expected = await evaluate(`document.querySelectorAll('${of}').length`);
    check(`filter by ${field}`, (await shown()) === expected, expected);
    await choose(field, "");
  }
  // Search finds what the text holds, composed or not, in upper case or lower.
  const word = await evaluate("document.querySelector('article.f dd').textContent.trim().split(/\\s+/).slice(0, 4).join(' ')");
  const holding = await evaluate(`Array.from(document.querySelectorAll('article.f')).filter((one) => one.textContent.normalize('NFC').toLowerCase().replace(/\\s+/g, ' ').includes(${JSON.stringify(word)}.normalize('NFC').toLowerCase())).length`);
  await choose("q", word.toUpperCase().normalize("NFD"));
  check("search", (await shown()) === holding && holding > 0, { word, holding });
  check("the count is read out", (await evaluate("document.getElementById('shown').textContent")).startsWith(`${holding} `));
  const address = await evaluate("location.hash");
  check("the search stands in the address", address.startsWith("#?q="), address);
  await open(address);
  check("the address brings the search back", (await shown()) === holding);
  await choose("q", "nothing holds this");
  check("a search may find nothing", (await shown()) === 0);
  check("processes without a shown finding are hidden", (await evaluate("Array.from(document.querySelectorAll('section.grp')).every((one) => one.offsetParent === null)")));

  // A link to a finding that the filter hides shows it.
  const id = await evaluate("Array.from(document.querySelectorAll('article.f')).pop().id");
  await evaluate(`location.hash = "#${id}"`);
  await pause();
  const inSight = (of) => evaluate(`(() => { const box = document.getElementById("${of}").getBoundingClientRect(); return box.top >= -2 && box.top < innerHeight; })()`);
  check("a deep link shows a hidden finding", (await shown()) === all && (await inSight(id)));
  await open(`#${id}`);
  check("a deep link opens at its finding", await inSight(id));
  await screenshot("finding.png");
  const cell = await evaluate("document.querySelector('.matrix td a.major, .matrix td a.minor, .matrix td a').getAttribute('href').slice(1)");
  await open(`#${cell}`);
  check("a cell of the matrix leads to its rules", await inSight(cell), cell);

  // A waiver is put together for copying.
  await evaluate("document.querySelector('article.f button').click()");
  await pause();
  const waiver = await evaluate("document.querySelector('article.f pre').textContent");
  check("a waiver can be copied", /^\[\[waiver\]\]\nrule = "[^"]+"\nfile = "[^"]+"\nelement = "/.test(waiver), waiver);

  // Keyboard: the first stop skips to the content.
  await open("");
  await call("Input.dispatchKeyEvent", { type: "keyDown", key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 });
  check("the first stop of the keyboard skips to the content", (await evaluate("document.activeElement.getAttribute('href')")) === "#main");

  // Nothing sticks out sideways.
  for (const [name, width, height] of [["phone", 390, 844], ["laptop", 1366, 900]]) {
    await size(width, height);
    await open("");
    const wide = await evaluate("document.documentElement.scrollWidth");
    check(`nothing sticks out on a ${name}`, wide <= width, wide);
    await open(`#${id}`);
    await screenshot(`${name}-finding.png`);
    await evaluate("document.querySelector('section.proc').scrollIntoView()");
    await screenshot(`${name}-process.png`);
  }

  // Paper.
  await size(1366, 900);
  await open("");
  const { data } = await call("Page.printToPDF", { preferCSSPageSize: true, printBackground: true });
  const pdf = Buffer.from(data, "base64");
  writeFileSync(join(folder, "printed.pdf"), pdf);
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  check("it can be printed", pages > 5, { pages });

  if (axe) {
    for (const scheme of ["light", "dark"]) {
      await call("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
      await open("");
      await evaluate(readFileSync(axe, "utf8") + ";0");
      const faults = await evaluate("axe.run(document, { resultTypes: ['violations'], elementRef: false }).then((result) => result.violations.map((one) => ({ id: one.id, impact: one.impact, count: one.nodes.length, first: one.nodes[0].html.slice(0, 200), why: one.nodes[0].failureSummary.slice(0, 300) })))");
      const serious = faults.filter((one) => one.impact === "serious" || one.impact === "critical");
      check(`axe-core, ${scheme}`, serious.length === 0, faults);
    }
  }
  check("no complaint of the browser, nothing from the network", complaints.length === 0, complaints.slice(0, 5));
} finally {
  chromium.kill();
  try { rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); } catch { /* the browser may still write into it */ }
}
process.exit(wrong === 0 ? 0 : 1);
