import type { Period } from '../../../kit/common/day.ts';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type fields from '../../fields/console/values/messages/en.json';
import type en from './messages/en.json';

export type CatalogueMessage = keyof typeof en | keyof typeof fields;
export type Props = ViewProps<CatalogueMessage>;
export type Part = Pick<Props, 'desk' | 't'>;
export type Words = Props['t'];

export const lengthOf = (t: Words, { count, unit }: Period): string => t('catalogue.length', { count, unit });
