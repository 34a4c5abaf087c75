import { Icon } from '../Icon.tsx';
import { chevronDown } from '../icons.ts';

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly onChange: (value: string) => void;
}

/** One of a few, above what it narrows, in the looks of wherever it stands: portal and console each have their own. */
export const Choice = ({ label, value = '', options, onChange }: ChoiceProps) => (
  <span class="choose">
    <select
      class="input"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {options.map(([key, name]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </select>
    <Icon d={chevronDown} />
  </span>
);
