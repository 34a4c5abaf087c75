import { teamRoles } from '../rules.ts';
import type { TeamRole } from '../schema.ts';
import type { TeamWords } from './words.ts';

interface RoleChoiceProps {
  readonly t: TeamWords;
  /** Tells two choices on one page apart. */
  readonly id: string;
  readonly value: TeamRole | undefined;
  readonly onChange: (role: TeamRole) => void;
}

/** One of the roles, each with what it may do. */
export const RoleChoice = ({ t, id, value, onChange }: RoleChoiceProps) => (
  <fieldset class="team-roles">
    <legend>{t('team.role')}</legend>
    {teamRoles.map((role) => (
      <label key={role}>
        <input
          type="radio"
          name={`team-role-${id}`}
          id={`team-role-${id}-${role}`}
          checked={role === value}
          onChange={() => onChange(role)}
        />
        <span>
          <span class="strong">{t(`team.role.${role}`)}</span>
          <span class="small muted">{t(`team.can.${role}`)}</span>
        </span>
      </label>
    ))}
  </fieldset>
);
