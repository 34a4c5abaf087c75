// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../kit/browser/api-error.ts';
import { ContractsPanel, type ContractsPanelProps } from './ContractsPanel.tsx';
import { contract, t, today } from './example.test-data.ts';

afterEach(cleanup);

const show = (change: Partial<ContractsPanelProps> = {}) =>
  render(
    <ContractsPanel
      t={t}
      api={{ list: async () => [] }}
      today={today}
      brand="Stromwerk"
      customer={{ name: 'Jana Petersen', number: '4471-0925' }}
      openId={null}
      linkTo={(id) => ({ href: `/p/stromwerk/contracts${id ? `?id=${id}` : ''}`, onClick: () => {} })}
      onReady={() => {}}
      {...change}
    />,
  );

test('one contract is open in full: price, next charge, term and what was booked', () => {
  const onReady = vi.fn();
  show({ initial: [contract()], onReady });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Ihre Verträge');
  expect(screen.getByText('Ökostrom Fix 12')).toBeTruthy();
  expect(screen.getAllByText(/118,40/)).toHaveLength(2);
  expect(screen.getByText(/Di., 1.\sDezember/)).toBeTruthy();
  expect(screen.getByRole('img').getAttribute('aria-label')).toContain('Kündigen können Sie bis Sonntag');
  expect(screen.getByText('Wallbox')).toBeTruthy();
  expect(onReady).toHaveBeenCalledWith(undefined);
});

test('several contracts are a list, those that run first, each with an address of its own', () => {
  const over = contract({ id: 'ctr_000000000009', title: 'Alt', status: 'expired' });
  show({ initial: [over, contract()] });
  const links = screen.getAllByRole('link');
  expect(links.map(({ textContent }) => textContent)).toEqual(['Ökostrom Fix 12', 'Alt']);
  expect(links[0]?.getAttribute('href')).toContain('?id=ctr_000000000001');
});

test('one of several, opened by its address, leads back to all', () => {
  show({
    initial: [contract(), contract({ id: 'ctr_000000000002', title: 'Gas' })],
    openId: 'ctr_000000000002',
  });
  expect(screen.getByRole('heading', { level: 2, name: 'Gas' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Alle Verträge' })).toBeTruthy();
});

test('without a contract it says so, and what comes', () => {
  show({ initial: [] });
  expect(screen.getByText('Noch keine Verträge.')).toBeTruthy();
});

test('while it loads, that is said aloud, and the title stands', () => {
  show({ api: { list: () => new Promise(() => {}) } });
  expect(screen.getByRole('status').textContent).toBe('Wird geladen: Ihre Verträge');
  expect(screen.getByRole('heading', { level: 1 })).toBeTruthy();
});

test('a failure names what finds it in the log, and trying again works', async () => {
  const list = vi
    .fn()
    .mockRejectedValueOnce(new ApiError('request.unexpected', { status: 500, instance: '7F3K-92' }))
    .mockResolvedValueOnce([contract()]);
  show({ api: { list } });
  expect((await screen.findByRole('alert')).textContent).toContain('Kennung 7F3K-92');
  screen.getByRole('button', { name: 'Erneut versuchen' }).click();
  expect(await screen.findByText('Ökostrom Fix 12')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});
