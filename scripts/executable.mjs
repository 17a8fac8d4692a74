import { chmodSync } from 'node:fs';

// npm does this on installing; whoever runs the file out of a checkout or an unpacked tarball needs it before.
for (const file of process.argv.slice(2)) chmodSync(file, 0o755);
