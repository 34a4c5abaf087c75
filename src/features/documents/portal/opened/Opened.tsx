export { DocumentPreview } from './DocumentPreview.tsx';
export { SelectionBar } from './SelectionBar.tsx';
