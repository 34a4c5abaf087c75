import '../form/style.ts';
import { search } from '../console/icons.ts';
import { Icon } from '../Icon.tsx';

interface FindProps {
  readonly label: string;
  readonly value: string;
  readonly onFind: (text: string) => void;
}

/** A field that looks in a list, for a search that asks for more besides. */
export const FindField = ({ label, value, onFind }: FindProps) => (
  <div class="find">
    <Icon d={search} />
    <input
      class="input"
      type="search"
      aria-label={label}
      placeholder={label}
      autocomplete="off"
      value={value}
      onInput={(event) => onFind(event.currentTarget.value)}
    />
  </div>
);

/** The field above a list that looks in it. */
export const Find = (props: FindProps) => (
  <search>
    <FindField {...props} />
  </search>
);
