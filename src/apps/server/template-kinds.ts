import { alertTemplate } from '../../features/alerts/server/template.ts';
import { contractTemplate } from '../../features/contracts/server/template.ts';
import { customerTemplate } from '../../features/customers/server/template.ts';
import { fieldsTemplate } from '../../features/fields/server/template.ts';
import { packageTemplate } from '../../features/packages/server/template.ts';
import { debitLimitTemplate, paymentTemplate } from '../../features/payments/server/template.ts';
import { routeTemplate } from '../../features/routes/server/template.ts';
import type { TemplateKind } from '../../kit/server/template.ts';

/** What a template customer gives to whoever signs up, in the order in which it is copied. */
export const templateKinds: readonly TemplateKind[] = [
  customerTemplate,
  fieldsTemplate,
  contractTemplate,
  packageTemplate,
  routeTemplate,
  alertTemplate,
  paymentTemplate,
  debitLimitTemplate,
];
