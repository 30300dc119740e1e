// Bundles src/ into ../kg/page/, with the licences of what is bundled; --check says whether that is what is there.
import { build } from "esbuild";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync, mkdirSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const kept = join(here, "..", "kg", "page");

function files(folder, under = folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path, under) : [relative(under, path)];
  }).sort();
}

function licences(inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
  return [...packages].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
    const text = readdirSync(join(here, folder)).find((file) => /^licen[cs]e/i.test(file));
    const body = text ? readFileSync(join(here, folder, text), "utf8").trim().replaceAll("\r", "") : "";
    return [name, `${name} ${version} (${license ?? "see below"})\n\n${body}`];
  }).sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text).join(`\n\n${"-".repeat(72)}\n\n`);
}

async function bundle(folder) {
  const made = await build({
    absWorkingDir: here,
    entryPoints: { page: "src/main.js", style: "src/page.css" },
    outdir: folder,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: ["es2022"],
    chunkNames: "chunks/[name]-[hash]",
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  writeFileSync(join(folder, "index.html"), readFileSync(join(here, "src", "index.html")));
  writeFileSync(join(folder, "licences.txt"), `${licences(Object.keys(made.metafile.inputs))}\n`);
}

const checking = process.argv.includes("--check");
const target = checking ? mkdtempSync(join(tmpdir(), "page-")) : kept;
if (!checking) {
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
}
await bundle(target);
let whole = 0;
for (const name of files(target)) {
  if (name.endsWith(".txt")) continue;
  const size = gzipSync(readFileSync(join(target, name))).length;
  whole += size;
  if (!checking) console.log(`${(size / 1000).toFixed(1).padStart(7)} kB compressed  ${name}`);
}
if (!checking) console.log(`${(whole / 1000).toFixed(1).padStart(7)} kB compressed  in all`);
if (checking) {
  const names = new Set([...files(target), ...files(kept)]);
  const differing = [...names].filter((name) => {
    const [one, other] = [join(target, name), join(kept, name)];
    return !existsSync(one) || !existsSync(other) || !readFileSync(one).equals(readFileSync(other));
  });
  rmSync(target, { recursive: true });
  if (differing.length) {
    console.error(`kg/page is not what src/ makes; run 'npm run build' in page/ (${differing.join(", ")})`);
    process.exit(1);
  }
}
