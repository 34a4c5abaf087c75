// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../kit/browser/api-error.ts';
import { memoryStore } from '../../../kit/browser/tab-store.ts';
import { translator } from '../../../kit/browser/words.ts';
import ofForms from '../../../kit/ui/form/messages/en.json' with { type: 'json' };
import parts from '../../../kit/ui/messages/en.json' with { type: 'json' };
import { type BillingFieldRules, portalDefaults } from '../../portals/schema.ts';
import english from '../messages/en.json' with { type: 'json' };
import type { PasswordChange, Profile, ProfileChange } from '../schema.ts';
import fields from './form/messages/en.json' with { type: 'json' };
import type { ProfileFormWords } from './form/words.ts';
import own from './own/messages/en.json' with { type: 'json' };
import type { OwnWords } from './own/words.ts';
import * as form from './ProfileForm.tsx';
import { ProfilePanel, type ProfilePanelProps } from './ProfilePanel.tsx';
import * as views from './Security.tsx';

afterEach(cleanup);

const t: OwnWords & ProfileFormWords = translator(
  { ...english, ...own, ...fields, ...parts, ...ofForms },
  { locale: 'en-GB', timeZone: 'Europe/London', today: '2026-11-22' },
);
const profile: Profile = {
  customer: { id: 'cus_000000000001', name: 'Petersen Ltd', number: '4471' },
  contact: {
    id: 'con_000000000001',
    name: 'Jana Petersen',
    username: null,
    email: 'jana@petersen.example',
    role: 'owner',
    language: null,
    publicNotes: '',
    hasPassword: false,
    secondFactor: false,
    emailVerified: false,
    emailPending: null,
    mobile: null,
    mobileVerified: false,
    texts: false,
    mobilePending: null,
  },
  language: 'en',
  timeZone: null,
  billing: {
    company: '',
    firstName: 'Jana',
    lastName: 'Petersen',
    email: 'jana@petersen.example',
    street: 'High Street',
    houseNumber: '14',
    postcode: 'BS1 1AA',
    city: 'Bristol',
    country: 'GB',
  },
};

const store = memoryStore();
const draft = {
  read: <Value,>() => store.read<Value>('draft'),
  write: (value: unknown) => store.write('draft', value),
  clear: () => store.remove('draft'),
};
afterEach(() => draft.clear());

function show(change: Partial<ProfilePanelProps> = {}) {
  const save = vi.fn(async (_: ProfileChange) => profile);
  const onSaved = vi.fn();
  const view = render(
    <ProfilePanel
      t={t}
      api={{ read: async () => profile, save, changePassword: async () => {} }}
      rules={portalDefaults.billingFields as BillingFieldRules}
      languages={['en', 'de']}
      portalZone="Europe/London"
      language="en"
      brand="Keysmith"
      mayChange
      mayChangeBilling
      mayChangePassword
      draft={draft}
      drawOwn={(draw) => draw(views, t)}
      drawForm={(draw) => draw(form, t)}
      mails
      onSaved={onSaved}
      onReady={() => {}}
      {...change}
    />,
  );
  return { ...view, save, onSaved };
}
const typeInto = async (label: string, value: string) =>
  fireEvent.input(await screen.findByLabelText(label), { target: { value } });
const submit = () => fireEvent.click(screen.getByRole('button', { name: 'Save details' }));

test('a change is saved alone, said aloud, and told to the page around', async () => {
  const { save, onSaved } = show();
  await typeInto('City', 'Bath');
  submit();
  expect(await screen.findByText('Your details are saved.')).toBeTruthy();
  expect(save).toHaveBeenCalledExactlyOnceWith({ billing: { city: 'Bath' } });
  expect(onSaved).toHaveBeenCalledExactlyOnceWith(profile, undefined);
  expect(draft.read()).toBeUndefined();
});

test('what is wrong is listed on top, leads to its field, has the focus, and nothing is sent', async () => {
  const { save } = show();
  await typeInto('Last name', '');
  await typeInto('E-mail for invoices', 'nonsense');
  submit();
  expect((await screen.findByRole('alert')).textContent).toBe('There is a problem');
  const links = screen.getAllByRole('link').map(({ textContent }) => textContent);
  expect(links).toEqual(['Enter your last name', 'Enter an e-mail address, for example anna@example.com']);
  const field = screen.getByLabelText('Last name');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toContain(
    'Error:',
  );
  expect(document.activeElement?.getAttribute('data-portico-part')).toBe('error-summary');
  expect(save).not.toHaveBeenCalled();

  await typeInto('Last name', 'Petersen');
  fireEvent.blur(screen.getByLabelText('Last name'));
  expect(screen.getAllByRole('link')).toHaveLength(1);
});

test('typed text is still there when the panel comes back, and after a failure', async () => {
  const failing = vi.fn().mockRejectedValue(new ApiError('offline'));
  const first = show({ api: { read: async () => profile, save: failing, changePassword: async () => {} } });
  await typeInto('City', 'Bath');
  submit();
  await screen.findByRole('alert');
  expect((screen.getByLabelText('City') as HTMLInputElement).value).toBe('Bath');
  first.unmount();
  show();
  expect(((await screen.findByLabelText('City')) as HTMLInputElement).value).toBe('Bath');
});

test('a field that the server refuses is marked like one refused here', async () => {
  const fields = [{ path: 'billing.vatId', code: 'format', message: '' }];
  const save = vi.fn().mockRejectedValue(new ApiError('request.invalid', { status: 422, fields }));
  show({ api: { read: async () => profile, save, changePassword: async () => {} } });
  await typeInto('VAT number (optional)', '1');
  submit();
  expect(
    await screen.findByRole('link', { name: 'Enter a VAT number, for example DE123456789' }),
  ).toBeTruthy();
});

test('without the right to change it the details are read, and whom to ask is said', async () => {
  show({ mayChange: false });
  expect(await screen.findByText(/Keysmith changes them for you/)).toBeTruthy();
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(screen.getByText('United Kingdom')).toBeTruthy();
});

test('until the form is there the details are read in its place', async () => {
  show({ drawForm: (_, meanwhile) => meanwhile });
  expect(await screen.findByText('United Kingdom')).toBeTruthy();
  expect(screen.queryByText(/changes them for you/)).toBeNull();
});

test('saving without a change says that there is none', async () => {
  const { save } = show();
  await screen.findByLabelText('City');
  submit();
  expect(await screen.findByText('Nothing has changed.')).toBeTruthy();
  expect(save).not.toHaveBeenCalled();
});

test('a failure to load says so and tries again', async () => {
  const read = vi
    .fn()
    .mockRejectedValueOnce(new ApiError('server', { instance: 'R-1' }))
    .mockResolvedValue(profile);
  show({ api: { read, save: async () => profile, changePassword: async () => {} } });
  expect((await screen.findByRole('alert')).textContent).toContain('R-1');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByLabelText('City')).toBeTruthy();
});

test('CON-26 who has a password changes it with the one so far; who has none is not asked', async () => {
  const without = show();
  await screen.findByRole('button', { name: 'Save details' });
  expect(screen.queryByRole('button', { name: 'Change the password' })).toBeNull();
  without.unmount();

  const contact = { ...(profile.contact as NonNullable<Profile['contact']>), hasPassword: true };
  const changed = vi.fn(async (_: PasswordChange) => {});
  const read = async () => ({ ...profile, contact: { ...contact, publicNotes: 'Ask for Ben.' } });
  show({ api: { read, save: vi.fn(), changePassword: changed }, mayChange: false });
  fireEvent.click(await screen.findByRole('button', { name: 'Change the password' }));
  expect(screen.getByText('Ask for Ben.')).toBeTruthy();
  const go = () => fireEvent.click(screen.getByRole('button', { name: 'Save the new password' }));
  go();
  expect(await screen.findByText('Enter your present password')).toBeTruthy();
  await typeInto('Present password', 'old words');
  await typeInto('New password', 'short');
  go();
  expect(await screen.findByText('Enter at least 8 symbols')).toBeTruthy();
  await typeInto('New password', 'new words, longer');
  changed.mockRejectedValueOnce(
    new ApiError('request.invalid', { fields: [{ path: 'current', code: 'wrong', message: '' }] }),
  );
  go();
  expect(await screen.findByText('This is not your present password')).toBeTruthy();
  await typeInto('Present password', 'right words');
  go();
  expect(await screen.findByText('Your new password is saved.')).toBeTruthy();
  expect(changed).toHaveBeenLastCalledWith({ current: 'right words', next: 'new words, longer' });
});
