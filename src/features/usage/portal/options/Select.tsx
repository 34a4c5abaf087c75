import { Icon } from '../../../../kit/ui/Icon.tsx';
import { chevronDown } from '../../../../kit/ui/icons.ts';

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly onChange: (value: string) => void;
}

/** One of a few, in the looks of wherever it stands: the portal and the console each have their own. */
export const Select = ({ label, value, options, onChange }: SelectProps) => (
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
