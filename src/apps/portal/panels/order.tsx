import type { Session } from '../../../features/access/schema.ts';
import { OrderPage } from '../../../features/order-page/portal/OrderPage.tsx';
import type { OrderSetting } from '../../../features/order-page/portal/order-model.ts';
import { prefillFrom } from '../../../features/order-page/rules.ts';
import type { AddressForm, OrderForm } from '../../../features/order-page/schema.ts';
import type { OpenedOrderSession } from '../../../features/orders/schema.ts';
import type { PriceQuote } from '../../../features/pricing/schema.ts';
import type { Words } from '../../../kit/common/message.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { later } from '../../../kit/ui/later.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { drawPage } from '../first-page.tsx';
import { afterPaint } from '../paint.ts';
import type { PanelView } from '../panels.ts';
import { placed } from '../placed.ts';
import type { Portal } from '../portal.ts';
import type { Shell as ShellView } from '../Shell.tsx';
import type { Start } from '../start.ts';

const orders = '/portal/v1/orders';

/** What was ordered, in a file of its own. */
const Done = later<Pick<PanelView, 'portal' | 'onReady'>>(
  () => import('./order-done.tsx').then((file) => file.OrderPlaced),
  ({ portal }, again) => {
    const t = portal.t.value;
    return <Failed t={t} title={t('state.failed')} error={{ code: 'offline' }} onRetry={again} />;
  },
);

/** What came with the document or the session has been shown: whoever comes back later asks anew. */
let isOld = false;

export const drawOrder = (
  start: Start,
  session: Session | undefined,
  words: Words,
  into: Element,
  Shell: typeof ShellView,
): boolean => drawPage(start, session, words, into, Shell, Panel);

/** The order page: of anybody on a page of its own, or of whoever is signed in. */
export const Panel = watching(function Order({ portal, t, words, onReady }: PanelView) {
  const { page, router } = portal;
  const bootstrap = portal.bootstrap.value;
  const { id } = router.route.value;
  if (placed.value) return <Done portal={portal} onReady={onReady} />;
  // What was ordered has an address of its own: a reload, or the way back from paying, leads there.
  if (bootstrap && id?.startsWith('ord_')) return <Done portal={portal} onReady={onReady} />;
  const variant = id?.startsWith('var_') ? id : page.variant;
  const language = portal.language.value;
  return (
    <OrderPage
      key={`${language} ${bootstrap?.customer.id ?? ''}`}
      t={t}
      brand={page.brandName}
      framed={portal.framed}
      address={`${page.address.replace('/p/', '/order/')}${variant ? `/${variant}` : ''}${location.search}`}
      loadLater={async () => {
        const { loadLater } = await import('../order-later.ts');
        return loadLater(portal, words, language);
      }}
      readTerms={async (terms) =>
        (
          await portal.ask<{ text: string }>(
            `/portal/v1/order-terms/${terms}?${new URLSearchParams({ portal: page.portal, language })}`,
          )
        ).text
      }
      onReady={(error) => {
        isOld = true;
        onReady(error);
        // Nobody is signed in here, and nothing else tells the page around it.
        if (!bootstrap) afterPaint(() => portal.painted(error));
      }}
      setting={settingOf(portal, variant)}
    />
  );
});

function settingOf(portal: Portal, variant: string | null): OrderSetting {
  const { page } = portal;
  const isIn = portal.bootstrap.peek() !== undefined;
  const language = portal.language.peek();
  const query = (more: object) =>
    new URLSearchParams({ ...(variant && { variant }), language, ...(more as Record<string, string>) });
  // Behind `#`, where no server, log or referrer sees it; it stays there until it is used.
  const session = new URLSearchParams(location.hash.slice(1)).get('session');
  const came = isIn ? portal.bootstrap.peek()?.order : page.order;
  const fits = !isOld && language === page.language && variant === page.variant;
  return {
    first: (fits && came) || undefined,
    session: session
      ? {
          code: session,
          open: () =>
            portal.ask<OpenedOrderSession>('/portal/v1/order-sessions', {
              method: 'POST',
              body: { portal: page.portal, code: session },
            }),
        }
      : undefined,
    load: async (more) =>
      isIn
        ? (await portal.http()).get<OrderForm>(`/portal/v1/order-panel?${query(more)}`)
        : portal.ask<OrderForm>(`/portal/v1/order-form?${query({ ...more, portal: page.portal })}`),
    address: (country) => portal.ask<AddressForm>(`/portal/v1/order-form/address?country=${country}`),
    price: async (body) =>
      isIn
        ? (await portal.http()).post<PriceQuote>(`${orders}/price`, { ...body, language })
        : portal.ask<PriceQuote>(`${orders}/price`, {
            method: 'POST',
            body: { ...body, portal: page.portal, language },
          }),
    draft: portal.draft('order'),
    // What the address says counts more than what the page around it says of everybody.
    prefill: {
      ...prefillFrom(new URLSearchParams(portal.prefill ?? '')),
      ...prefillFrom(new URLSearchParams(location.search)),
    },
    onStarted: () => portal.emit('order.started'),
  };
}
