// Bundles the extension, or with --tests the tests, into out/.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const tests = process.argv.includes('--tests');
const common = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' };

if (tests) {
  rmSync('out/test', { recursive: true, force: true });
  const names = readdirSync('test').filter((name) => name.endsWith('.test.ts'));
  await build({
    ...common,
    entryPoints: names.map((name) => `test/${name}`),
    outdir: 'out/test',
    // These are loaded from node_modules: the one reads a file beside it.
    packages: 'external',
  });
} else {
  rmSync('out', { recursive: true, force: true });
  const { metafile } = await build({
    ...common,
    entryPoints: ['src/extension.ts'],
    outfile: 'out/extension.js',
    external: ['vscode'],
    minify: true,
    metafile: true,
  });
  writeFileSync('out/NOTICES.txt', notices(Object.keys(metafile.inputs)));
}

/** The licences of the packages that are in the bundle. */
function notices(inputs) {
  const names = new Set(
    inputs.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.slice(1) ?? []),
  );
  return [...names]
    .sort()
    .map((name) => {
      const folder = `node_modules/${name}`;
      const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
      if (licence === undefined) {
        throw new Error(`${name} has no licence file`);
      }
      return `${name} ${version}\n\n${readFileSync(`${folder}/${licence}`, 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(72)}\n\n`);
}
