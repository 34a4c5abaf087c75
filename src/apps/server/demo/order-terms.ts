import type { NewTermsDocument } from '../../../features/terms/schema.ts';
import { createTermsDocument } from '../../../features/terms/server/store.ts';
import type { Db } from '../../../kit/server/db/db.ts';

/** What customers of the demo agree to, or are shown, where they order; short, so that it can be read. */
const documents: readonly NewTermsDocument[] = [
  {
    kind: 'terms',
    portalId: null,
    active: true,
    texts: {
      en: text('Terms and conditions', [
        'What is ordered here is delivered at the price and for the time that stand on the order.',
        'It renews, and can be ended, as the order says. Notice can be given in the portal.',
      ]),
      de: text('Allgemeine Geschäftsbedingungen', [
        'Was hier bestellt wird, wird zum Preis und für die Dauer geliefert, die in der Bestellung stehen.',
        'Es verlängert sich und lässt sich beenden, wie es die Bestellung sagt. Gekündigt wird im Portal.',
      ]),
      nl: text('Algemene voorwaarden', [
        'Wat hier wordt besteld, wordt geleverd voor de prijs en de duur die op de bestelling staan.',
        'Het wordt verlengd en kan worden beëindigd zoals de bestelling zegt. Opzeggen kan in het portaal.',
      ]),
      fr: text('Conditions générales', [
        'Ce qui est commandé ici est livré au prix et pour la durée indiqués dans la commande.',
        'Cela se renouvelle et se résilie comme le dit la commande. La résiliation se fait dans le portail.',
      ]),
    },
  },
  {
    kind: 'privacy',
    portalId: null,
    active: true,
    texts: {
      en: text('Privacy policy', ['We keep what we need to deliver and to bill, and nothing else.']),
      de: text('Datenschutzerklärung', [
        'Wir speichern, was wir zum Liefern und Abrechnen brauchen, und sonst nichts.',
      ]),
      nl: text('Privacyverklaring', [
        'Wij bewaren wat wij nodig hebben om te leveren en te factureren, en niets anders.',
      ]),
      fr: text('Politique de confidentialité', [
        'Nous conservons ce qu’il faut pour livrer et facturer, et rien d’autre.',
      ]),
    },
  },
  {
    kind: 'withdrawal',
    portalId: null,
    active: true,
    texts: {
      en: text('Right of withdrawal', [
        'As a consumer you may withdraw within 14 days without giving a reason.',
      ]),
      de: text('Widerrufsbelehrung', [
        'Als Verbraucherin oder Verbraucher können Sie binnen 14 Tagen ohne Angabe von Gründen widerrufen.',
      ]),
      nl: text('Herroepingsrecht', [
        'Als consument kunt u binnen 14 dagen zonder opgave van redenen herroepen.',
      ]),
      fr: text('Droit de rétractation', [
        'En tant que consommateur, vous pouvez vous rétracter sous 14 jours sans donner de motif.',
      ]),
    },
  },
];

function text(title: string, paragraphs: readonly string[]) {
  return { title, label: null, url: null, text: paragraphs.join('\n\n') };
}

/** The others of the demo ask for no tick, so that both ways are there to be seen. */
const asking: readonly string[] = ['koelwacht', 'voxline'];

export async function addOrderTerms(
  tx: Db,
  vendorId: string,
  portal: { readonly id: string; readonly slug: string },
  at: Date,
): Promise<void> {
  if (!asking.includes(portal.slug)) return;
  for (const wanted of documents)
    await createTermsDocument(tx, vendorId, { ...wanted, portalId: portal.id }, at);
}
