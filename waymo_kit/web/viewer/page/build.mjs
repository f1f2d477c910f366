// Bundles src/ into built/: index.html, viewer.js, viewer.css, the licences of what is bundled, and digest.txt, which the tests
// compare with the sources.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "built");
mkdirSync(built, { recursive: true });
await build({
  entryPoints: { viewer: join(here, "src/main.ts") },
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "inline",
  outdir: built,
  absWorkingDir: here,
});
copyFileSync(join(here, "src/index.html"), join(built, "index.html"));
const licenses = ["three", "@uwdata/flechette", "mp4-muxer", "webm-muxer"].map((name) => {
  const { version } = JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8"));
  return `${name} ${version}\n\n${readFileSync(join(here, "node_modules", name, "LICENSE"), "utf8").trim()}\n`;
});
writeFileSync(join(built, "viewer.LICENSE.txt"), licenses.join("\n"));

// SHA-256 over the names and contents of the sources in the order of their names.
const sources = [
  ...["build.mjs", "package.json", "package-lock.json", "tsconfig.json"],
  ...readdirSync(join(here, "src"), { recursive: true })
    .map((name) => join("src", name).replaceAll("\\", "/"))
    .filter((name) => statSync(join(here, name)).isFile()),
].sort();
const digest = createHash("sha256");
for (const name of sources) {
  digest.update(`${name}\0`);
  digest.update(createHash("sha256").update(readFileSync(join(here, name))).digest("hex"));
}
writeFileSync(join(built, "digest.txt"), `${digest.digest("hex")}\n`);
for (const name of ["index.html", "viewer.js", "viewer.css"]) {
  const bytes = readFileSync(join(built, name));
  console.log(`${name}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzip`);
}
