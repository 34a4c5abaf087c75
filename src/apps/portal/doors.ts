// What stands between the first screen and any other page: one file, for none of it is of use without the rest.
export { takeOver } from './app.tsx';
export { OtherPanel } from './LazyPanel.tsx';
export { loadPanel } from './panels.ts';
