import type { FunctionComponent } from 'preact';
import { ClaimForm } from '../ClaimForm.tsx';
import { DeviceForm } from '../DeviceForm.tsx';
import { GiveForm } from '../GiveForm.tsx';
import type { Act } from '../LicencesPanel.tsx';
import { NewKeyForm } from '../NewKeyForm.tsx';
import { OfflineForm } from '../OfflineForm.tsx';
import { TakeForm } from '../TakeForm.tsx';
import type { FormProps } from './form.tsx';

export const forms: Readonly<Record<Act, FunctionComponent<FormProps>>> = {
  ...{ offline: OfflineForm, 'new-key': NewKeyForm, give: GiveForm },
  ...{ claim: ClaimForm, take: TakeForm, device: DeviceForm },
};
