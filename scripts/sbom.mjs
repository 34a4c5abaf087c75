// `npm run -s sbom > sbom.json`: everything that runs in production as a bill of materials (CycloneDX), made by npm from
// the lockfile. Plain JavaScript for any Node from 20 on.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './install.mjs';

const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

/** `name@version` of what is installed for more than development. */
const shipped = new Set(
  Object.entries(read('package-lock.json').packages).flatMap(([path, { version, dev, devOptional }]) =>
    path && !dev && !devOptional && existsSync(join(root, path))
      ? [`${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`]
      : [],
  ),
);

const { npm_execpath: npm } = process.env;
const args = ['sbom', '--sbom-format=cyclonedx', '--loglevel=error'];
const { code, output } = npm?.endsWith('.js')
  ? await run(process.execPath, [npm, ...args], { quiet: true })
  : await run('npm', args, { quiet: true });
const start = output.indexOf('{');
if (code !== 0 || start < 0) {
  process.stderr.write(output);
  process.exitCode = 1;
} else {
  // What npm says besides stands before or behind the file.
  const bill = JSON.parse(output.slice(start, output.lastIndexOf('}') + 1));
  const own = bill.metadata.component['bom-ref'];
  // npm takes the folder's name for the product's, and `--omit=dev` would leave out what development needs as well.
  bill.metadata.component.name = read('package.json').name;
  bill.components = bill.components.filter(({ name, version }) => shipped.has(`${name}@${version}`));
  const refs = new Set([own, ...bill.components.map((one) => one['bom-ref'])]);
  bill.dependencies = bill.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
  process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
}
