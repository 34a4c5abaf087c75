import type { Migration } from '../../../kit/server/db/migrate.ts';

export const oidcMigrations: readonly Migration[] = [
  {
    name: 'oidc-0001-providers',
    up: [
      `create table portal_oidc (
        vendor_id text not null, portal_id text not null, issuer text not null, client_id text not null,
        sealed_secret text, contact_by text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, portal_id),
        foreign key (vendor_id, portal_id) references portal (vendor_id, id) on delete cascade)`,
    ],
  },
];
