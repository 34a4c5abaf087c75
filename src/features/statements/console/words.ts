import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type en from './messages/en.json';

export type Props = ViewProps<keyof typeof en>;
export type Part = Omit<Props, 'path' | 'query'>;
