// What stands between the portal and any page but the first: one file, for none of it is of use without the rest.
export { asksPerson, embedErrorFor, gateFor, waysFor } from './gate.ts';
export { OtherPanel } from './LazyPanel.tsx';
export { loadPanel, loadWords, partWords, signUpWords } from './panels.ts';
