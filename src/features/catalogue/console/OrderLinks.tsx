import { Copy } from '../../../kit/ui/console/Copy.tsx';
import { link } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import type { Portal } from '../../portals/schema.ts';
import type { PlanVariant } from '../schema.ts';
import type { Words } from './words.ts';

/** Portals whose order page takes orders of this variant. */
export const portalsSelling = (portals: readonly Portal[], { id }: Pick<PlanVariant, 'id'>): Portal[] =>
  portals.filter(
    ({ order }) => order.enabled && (order.variantIds === null || order.variantIds.includes(id)),
  );

interface OrderLinksProps {
  readonly t: Words;
  readonly variant: PlanVariant;
  readonly portals: readonly Portal[];
  /** What stands around it is on sale too. */
  readonly open: boolean;
}

/** The symbol beside a variant that the public may order: it opens the order page, and its address can be copied. */
export function OrderLinks({ t, variant, portals, open }: OrderLinksProps) {
  if (!variant.selfService || !variant.active || !open) return null;
  const selling = portalsSelling(portals, variant);
  if (selling.length === 0) return <span class="small muted">{t('catalogue.link.nowhere')}</span>;
  return (
    <>
      {selling.map(({ id, slug, brandName }) => {
        const address = `${location.origin}/order/${slug}/${variant.id}`;
        const what = t('catalogue.link', { portal: brandName });
        return (
          <span class="order-link" key={id}>
            <a
              class="btn small icon-only"
              href={address}
              target="_blank"
              rel="noreferrer noopener"
              title={what}
            >
              <Icon d={link} />
              <span class="vh">{what}</span>
            </a>
            <Copy text={address} what={what} iconOnly />
            {selling.length > 1 ? <span class="small">{brandName}</span> : null}
          </span>
        );
      })}
    </>
  );
}
