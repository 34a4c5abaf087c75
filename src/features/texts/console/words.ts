import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type webhooks from '../../webhooks/console/messages/en.json';
import type en from './messages/en.json';

/** The secret is told as those of webhooks are. */
export type Props = ViewProps<keyof typeof en | keyof typeof webhooks>;
export type Part = Pick<Props, 'desk' | 't'>;
