// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../kit/browser/api-error.ts';
import { translator } from '../../../kit/browser/words.ts';
import form from '../../../kit/ui/form/messages/de.json' with { type: 'json' };
import parts from '../../../kit/ui/messages/de.json' with { type: 'json' };
import german from '../messages/de.json' with { type: 'json' };
import type { FieldValue } from '../schema.ts';
import { OwnFields } from './OwnFields.tsx';

afterEach(cleanup);

const t = translator<never>(
  { ...parts, ...form, ...german },
  { locale: 'de', timeZone: 'Europe/Berlin', today: '2026-11-22' },
);
const field = (more: Partial<FieldValue>): FieldValue => ({
  ...{ id: 'fld_1', externalId: null, subject: 'customer', name: 'Stufe', kind: 'text', choices: [] },
  ...{ required: false, value: null, writable: false },
  ...more,
});

test('BIL-49 what may be read stands there locked, what is empty and locked does not, the rest is a form', async () => {
  const save = vi.fn(async () => [field({ id: 'fld_2', name: 'Team', value: 'Süd', writable: true })]);
  const read = async () => [
    field({ value: 'Gold' }),
    field({ id: 'fld_3', name: 'Leer' }),
    field({ id: 'fld_4', name: 'Seit', kind: 'day', value: '2024-03-01' }),
    field({ id: 'fld_2', name: 'Team', value: 'Nord', writable: true }),
  ];
  render(<OwnFields t={t} api={{ read, save }} />);
  expect(await screen.findByText('Gold')).toBeTruthy();
  expect(screen.getByText('1. März 2024')).toBeTruthy();
  expect(screen.queryByText('Leer')).toBeNull();
  const input = screen.getByLabelText(/Team/) as HTMLInputElement;
  fireEvent.input(input, { target: { value: 'Süd' } });
  fireEvent.click(screen.getByRole('button', { name: 'Angaben speichern' }));
  expect(await screen.findByText('Die Angaben sind gespeichert.')).toBeTruthy();
  expect(save).toHaveBeenCalledWith({ fld_2: 'Süd' });
});

test('BIL-49 a refusal stands at its field, and nothing that was typed is lost', async () => {
  const save = async () => {
    throw new ApiError('request.invalid', {
      status: 422,
      fields: [{ path: 'values.fld_2', code: 'not_number', message: 'Expected a number.' }],
    });
  };
  const read = async () => [field({ id: 'fld_2', name: 'Zahl', kind: 'number', writable: true })];
  render(<OwnFields t={t} api={{ read, save }} />);
  const input = (await screen.findByLabelText(/Zahl/)) as HTMLInputElement;
  fireEvent.input(input, { target: { value: 'viele' } });
  fireEvent.click(screen.getByRole('button', { name: 'Angaben speichern' }));
  expect(await screen.findAllByText('„Zahl“ passt so nicht. Bitte prüfen Sie die Angabe.')).not.toHaveLength(
    0,
  );
  expect(input.value).toBe('viele');
});

test('where there is nothing to say it takes no place', async () => {
  const { container } = render(<OwnFields t={t} api={{ read: async () => [], save: vi.fn() }} />);
  await Promise.resolve();
  expect(container.textContent).toBe('');
});
