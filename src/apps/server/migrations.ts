import { accessLaterMigrations, accessMigrations } from '../../features/access/server/migrations.ts';
import { activityMigrations } from '../../features/activity/server/migrations.ts';
import { addressesMigrations } from '../../features/addresses/server/migrations.ts';
import { alertsMigrations } from '../../features/alerts/server/migrations.ts';
import { approvalsMigrations } from '../../features/approvals/server/migrations.ts';
import { billingMigrations } from '../../features/billing/server/migrations.ts';
import { brandingMigrations } from '../../features/branding/server/migrations.ts';
import { cancellationsMigrations } from '../../features/cancellations/server/migrations.ts';
import { catalogueMigrations } from '../../features/catalogue/server/migrations.ts';
import { contractsMigrations } from '../../features/contracts/server/migrations.ts';
import { customersMigrations } from '../../features/customers/server/migrations.ts';
import { documentsMigrations } from '../../features/documents/server/migrations.ts';
import { domainsMigrations } from '../../features/domains/server/migrations.ts';
import { fieldsMigrations } from '../../features/fields/server/migrations.ts';
import { filesMigrations } from '../../features/files/server/migrations.ts';
import { invitationsMigrations } from '../../features/invitations/server/migrations.ts';
import { licencesMigrations } from '../../features/licences/server/migrations.ts';
import { linksMigrations } from '../../features/links/server/migrations.ts';
import { loginAsMigrations } from '../../features/login-as/server/migrations.ts';
import { mailsMigrations } from '../../features/mails/server/migrations.ts';
import { oidcMigrations } from '../../features/oidc/server/migrations.ts';
import { operatorsMigrations } from '../../features/operators/server/migrations.ts';
import { ordersMigrations } from '../../features/orders/server/migrations.ts';
import { packagesMigrations } from '../../features/packages/server/migrations.ts';
import { paymentsMigrations } from '../../features/payments/server/migrations.ts';
import { pluginsMigrations } from '../../features/plugins/server/migrations.ts';
import { portalsMigrations } from '../../features/portals/server/migrations.ts';
import { pricingMigrations } from '../../features/pricing/server/migrations.ts';
import { refusalsMigrations } from '../../features/refusals/server/migrations.ts';
import { routesMigrations } from '../../features/routes/server/migrations.ts';
import { signUpMigrations } from '../../features/signup/server/migrations.ts';
import { sitesMigrations } from '../../features/sites/server/migrations.ts';
import { statementsMigrations } from '../../features/statements/server/migrations.ts';
import { systemMigrations } from '../../features/system/server/migrations.ts';
import { teamMigrations } from '../../features/team/server/migrations.ts';
import { termsMigrations } from '../../features/terms/server/migrations.ts';
import { textsMigrations } from '../../features/texts/server/migrations.ts';
import { transferMigrations } from '../../features/transfer/server/migrations.ts';
import { usageMigrations } from '../../features/usage/server/migrations.ts';
import { vendorsMigrations } from '../../features/vendors/server/migrations.ts';
import { webhooksMigrations } from '../../features/webhooks/server/migrations.ts';
import { wordsMigrations } from '../../features/words/server/migrations.ts';
import type { Migration } from '../../kit/server/db/migrate.ts';
import { kitMigrations } from '../../kit/server/migrations.ts';
import { keptFilesMigrations } from './kept-files.ts';
import { serviceMigrations } from './secret-check.ts';

/** In the order in which they are applied. New ones go to the end of their feature, and never change afterwards. */
export const migrations: readonly Migration[] = [
  ...kitMigrations,
  ...vendorsMigrations,
  ...portalsMigrations,
  ...customersMigrations,
  ...contractsMigrations,
  ...accessMigrations,
  ...activityMigrations,
  ...serviceMigrations,
  ...keptFilesMigrations,
  ...domainsMigrations,
  ...operatorsMigrations,
  ...sitesMigrations,
  ...transferMigrations,
  ...documentsMigrations,
  ...systemMigrations,
  ...mailsMigrations,
  ...pluginsMigrations,
  ...loginAsMigrations,
  ...signUpMigrations,
  ...linksMigrations,
  ...oidcMigrations,
  ...invitationsMigrations,
  ...termsMigrations,
  ...ordersMigrations,
  ...paymentsMigrations,
  ...catalogueMigrations,
  ...webhooksMigrations,
  ...licencesMigrations,
  ...pricingMigrations,
  ...accessLaterMigrations,
  ...fieldsMigrations,
  ...billingMigrations,
  ...cancellationsMigrations,
  ...approvalsMigrations,
  ...statementsMigrations,
  ...usageMigrations,
  ...routesMigrations,
  ...packagesMigrations,
  ...alertsMigrations,
  ...teamMigrations,
  ...addressesMigrations,
  ...filesMigrations,
  ...wordsMigrations,
  ...brandingMigrations,
  ...textsMigrations,
  ...refusalsMigrations,
];
