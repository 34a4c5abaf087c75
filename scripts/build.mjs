// `npm run build`: everything the browser loads, made anew into dist/. `npm start` does it by itself when needed.
import { ensureBuilt, ensureInstalled } from './install.mjs';

await ensureInstalled();
await ensureBuilt({ force: true, quiet: false });
