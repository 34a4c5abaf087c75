import { Icon } from '../../../../kit/ui/Icon.tsx';
import { circleAlert } from '../../../../kit/ui/icons.ts';

/** What to mend, beside what it is about. */
export const ErrorLine = ({ text, id }: { readonly text: string; readonly id?: string }) => (
  <span class="error" id={id}>
    <Icon d={circleAlert} />
    <span>{text}</span>
  </span>
);
