export { RecordOpened } from '../../../features/records/portal/RecordOpened.tsx';
