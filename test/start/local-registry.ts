import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../examples/run-script.js';

/** A registry on this machine that has this package, as it would be published, and what it needs. */
export interface LocalRegistry {
  readonly url: string;
  close(): Promise<void>;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Packs this package and all that it needs at run time, out of node_modules, and serves them as the npm registry does: so
 * that npm does the very work of an installation, and needs no network for it.
 *
 * @param folder where the tarballs go
 */
export async function startLocalRegistry(folder: string): Promise<LocalRegistry> {
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  const folders = ['.', ...neededFolders()];
  // Not the scripts: `prepack` would build once more, under the feet of other tests.
  const packed = execFileSync(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', tarballs, ...folders.map((one) => `./${one}`)],
    { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 },
  );
  const files = new Map<string, string>();
  for (const { name, version, filename } of JSON.parse(packed)) files.set(`${name}@${version}`, filename);
  const manifests = folders.map((one): Manifest => JSON.parse(readFileSync(join(ROOT, one, 'package.json'), 'utf8')));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const { port } = server.address() as AddressInfo;
    if (readdirSync(tarballs).includes(path)) {
      response.end(readFileSync(join(tarballs, path)));
      return;
    }
    const versions = manifests.filter(({ name }) => name === path);
    response.writeHead(versions.length === 0 ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(packumentOf(versions, (key) => `http://127.0.0.1:${port}/${files.get(key)}`)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function packumentOf(versions: readonly Manifest[], tarballOf: (key: string) => string): object {
  return {
    name: versions[0]?.name,
    'dist-tags': { latest: versions[0]?.version },
    versions: Object.fromEntries(
      versions.map(({ name, version, ...rest }) => [
        version,
        { ...rest, name, version, dist: { tarball: tarballOf(`${name}@${version}`) } },
      ]),
    ),
  };
}

/** The folders of what this package and its peers need at run time, as the lock file has them. */
function neededFolders(): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const found = new Set<string>();
  const visit = (folder: string): void => {
    if (found.has(folder)) return;
    found.add(folder);
    for (const name of Object.keys(packages[folder].dependencies ?? {})) visit(placeOf(packages, folder, name));
  };
  for (const name of [...Object.keys(packages[''].dependencies), 'axios']) visit(`node_modules/${name}`);
  return [...found];
}

/** Where Node finds a package from a folder: the nearest node_modules above that has it. */
function placeOf(packages: Readonly<Record<string, object>>, from: string, name: string): string {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (place in packages) return place;
    if (folder === '') throw new Error(`${name}, which ${from} needs, is not in the lock file`);
  }
}
