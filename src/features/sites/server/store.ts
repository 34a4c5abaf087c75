/** What other features may ask of locations and installations. */
export { findInstallationByToken } from './installations-store.ts';
export { requireLocation } from './locations-store.ts';
