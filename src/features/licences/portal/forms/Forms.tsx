export { ClaimForm } from '../ClaimForm.tsx';
export { OfflineForm } from '../OfflineForm.tsx';
