// Builds static/dist from assets/ and the USWDS package. No network, no bundler, nothing to watch.
//
// What it does: compiles the two stylesheets, turns each colour that USWDS compiles in into a custom
// property (so that dark mode can answer), copies the fonts and pictures that the styles name, puts
// the icons of assets/icons.json into one sprite, and copies our own scripts and pictures.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as sass from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "..", "static", "dist");
const USWDS = join(HERE, "..", "node_modules", "@uswds", "uswds");

// Colour as USWDS compiles it → our custom property (values: assets/scss/tokens.scss).
const PROPERTY_OF_COLOUR = JSON.parse(readFileSync(join(HERE, "colours.json"), "utf8"));

function compile(name) {
  const options = {
    loadPaths: [join(USWDS, "packages")],
    quietDeps: true,
    style: "compressed",
  };
  return sass.compile(join(HERE, "scss", `${name}.scss`), options).css;
}

// A colour without a property would stay light in dark mode: better to stop than to ship that.
function withProperties(css) {
  return css.replace(/#[0-9a-f]{3,8}\b|rgba?\([^)]*\)/gi, (colour) => {
    const property = PROPERTY_OF_COLOUR[colour.toLowerCase()];
    if (property === undefined) {
      throw new Error(`The colour ${colour} has no custom property: add it to assets/colours.json.`);
    }
    return property === "" ? colour : `var(--${property})`;
  });
}

function put(path, content) {
  mkdirSync(dirname(join(DIST, path)), { recursive: true });
  writeFileSync(join(DIST, path), content);
}

function take(from, path) {
  mkdirSync(dirname(join(DIST, path)), { recursive: true });
  copyFileSync(from, join(DIST, path));
}

// Styles live in css/, so "../fonts/x" means DIST/fonts/x. Our own pictures win over the package's.
function takeWhatStylesName(css) {
  const own = new Set(readdirSync(join(HERE, "img")));
  for (const [, path] of css.matchAll(/url\("?\.\.\/([^")]+)"?\)/g)) {
    const name = path.replace(/^img\//, "");
    take(own.has(name) ? join(HERE, "img", name) : join(USWDS, "dist", path), path);
  }
}

function sprite() {
  const symbols = JSON.parse(readFileSync(join(HERE, "icons.json"), "utf8")).map((name) => {
    const svg = readFileSync(join(USWDS, "dist", "img", "usa-icons", `${name}.svg`), "utf8");
    const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    const viewBox = svg.match(/viewBox="([^"]+)"/)?.[1] ?? "0 0 24 24";
    return `<symbol id="${name}" viewBox="${viewBox}">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

function styles() {
  const tokens = compile("tokens");
  const sheets = { "css/app.css": tokens + withProperties(compile("app")), "css/print.css": compile("print") };
  for (const [path, css] of Object.entries(sheets)) {
    put(path, css);
    takeWhatStylesName(css);
    console.log(`${path}: ${css.length} bytes, ${gzipSync(css).length} gzipped`);
  }
}

rmSync(DIST, { recursive: true, force: true });
styles();
put("img/icons.svg", sprite());
for (const name of readdirSync(join(HERE, "img"))) take(join(HERE, "img", name), `img/${name}`);
for (const name of readdirSync(join(HERE, "js"))) take(join(HERE, "js", name), `js/${name}`);
// The fonts' licence (SIL Open Font License) and that of the icons go where the files go.
take(join(USWDS, "LICENSE.md"), "LICENSE-uswds.md");
