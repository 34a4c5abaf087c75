import { alertsKind } from '../../features/alerts/server/kind.ts';
import { approvalsKind } from '../../features/approvals/server/kind.ts';
import { contractChangesKind, contractChargesKind } from '../../features/billing/server/kinds.ts';
import { brandingPart } from '../../features/branding/server/configuration.ts';
import { cataloguePart } from '../../features/catalogue/server/configuration.ts';
import { catalogueKinds } from '../../features/catalogue/server/kinds.ts';
import { contractsKind } from '../../features/contracts/server/kind.ts';
import { contactsKind } from '../../features/customers/server/contacts-kind.ts';
import { customersKind } from '../../features/customers/server/customers-kind.ts';
import { parentsKind } from '../../features/customers/server/parents-kind.ts';
import { letterheadsPart } from '../../features/documents/server/configuration.ts';
import { correctionsKind } from '../../features/documents/server/corrections-kind.ts';
import { creditNotesKind, invoicesKind } from '../../features/documents/server/kinds.ts';
import { seriesKind } from '../../features/documents/server/series-kind.ts';
import { callResetsKind, callSettingsKind } from '../../features/domains/server/call-kinds.ts';
import { countsKind, domainsKind } from '../../features/domains/server/kinds.ts';
import { customFieldsKind, customValuesKind } from '../../features/fields/server/kinds.ts';
import { filesPart } from '../../features/files/server/configuration.ts';
import { licencesKind } from '../../features/licences/server/licences-kind.ts';
import { productsKind } from '../../features/licences/server/products-kind.ts';
import { mailSendersPart } from '../../features/mails/server/configuration.ts';
import { oidcPart } from '../../features/oidc/server/configuration.ts';
import { staffSignInPart } from '../../features/operators/server/configuration.ts';
import { packagesKind } from '../../features/packages/server/kind.ts';
import { balanceAccountsKind } from '../../features/payments/server/accounts-kind.ts';
import { paymentsPart } from '../../features/payments/server/configuration.ts';
import { paymentsKind } from '../../features/payments/server/kind.ts';
import { methodsKind } from '../../features/payments/server/methods-kind.ts';
import { pluginsPart } from '../../features/plugins/server/configuration.ts';
import type { CodeGuard } from '../../features/portals/server/code-guard.ts';
import { portalsPart } from '../../features/portals/server/configuration.ts';
import { taxPart } from '../../features/pricing/server/configuration.ts';
import { remindersKind } from '../../features/reminders/server/kind.ts';
import { routesKind } from '../../features/routes/server/kind.ts';
import { installationsKind } from '../../features/sites/server/installations-kind.ts';
import { locationsKind } from '../../features/sites/server/locations-kind.ts';
import { siteRecordKinds } from '../../features/sites/server/record-kinds.ts';
import { settingsPart } from '../../features/system/server/configuration.ts';
import { termsDocumentsKind } from '../../features/terms/server/kind.ts';
import { textGatewayPart } from '../../features/texts/server/configuration.ts';
import { usageRecordsKind } from '../../features/usage/server/kind.ts';
import { apiKeysPart, signingKeysPart } from '../../features/vendors/server/configuration.ts';
import { webhookEndpointsPart } from '../../features/webhooks/server/configuration.ts';
import { wordsPart } from '../../features/words/server/configuration.ts';
import type { Secrets } from '../../kit/server/secrets.ts';
import type { ConfigurationPart } from '../../kit/server/transfer/configuration.ts';
import type { AnyKind } from '../../kit/server/transfer/kind.ts';
import { wordBook } from './word-book.ts';

/** Everything that can be imported and exported. A new kind adds its line. */
export const transferKinds: readonly AnyKind[] = [
  customersKind,
  parentsKind,
  contactsKind,
  contractsKind,
  invoicesKind,
  creditNotesKind,
  correctionsKind,
  seriesKind,
  remindersKind,
  paymentsKind,
  methodsKind,
  balanceAccountsKind,
  contractChangesKind,
  contractChargesKind,
  approvalsKind,
  domainsKind,
  countsKind,
  callSettingsKind,
  callResetsKind,
  productsKind,
  ...catalogueKinds,
  termsDocumentsKind,
  customFieldsKind,
  customValuesKind,
  licencesKind,
  usageRecordsKind,
  locationsKind,
  installationsKind,
  ...siteRecordKinds,
  routesKind,
  packagesKind,
  alertsKind,
];

/** What `portico config` writes into its one file, and in which order it is taken over. */
export const configurationParts = (secrets: Secrets, guard?: CodeGuard): readonly ConfigurationPart[] => [
  // What portals sell is named by them.
  cataloguePart,
  // Looks of portals name them.
  filesPart,
  brandingPart,
  wordsPart(wordBook()),
  portalsPart(guard),
  letterheadsPart,
  oidcPart(secrets),
  staffSignInPart(secrets),
  mailSendersPart(secrets),
  textGatewayPart(secrets),
  settingsPart,
  taxPart,
  paymentsPart(secrets),
  pluginsPart,
  signingKeysPart(secrets),
  apiKeysPart,
  webhookEndpointsPart(secrets),
];
