/** What other features may ask of locations and installations. */
export { findInstallationByToken } from './installations-store.ts';
export { locations } from './locations-store.ts';
