import { registryKey, type Scan, start } from './core.ts';

const page = window as unknown as Record<symbol, Scan | undefined>;
const running = page[registryKey];
if (running) {
  console.warn('portico: duplicate_loader');
  running();
} else {
  // Never `document.currentScript`: it is null in modules, in tag managers and after a delay.
  const tag = document.querySelector('[src*="portico.js"]') as HTMLScriptElement;
  page[registryKey] = start(tag.src.split('/v1')[0] as string);
}
