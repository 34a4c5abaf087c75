import type { Migration } from '../../../kit/server/db/migrate.ts';

export const invitationsMigrations: readonly Migration[] = [
  {
    name: 'invitations-0001-waves',
    up: [
      `create table invitation (
        vendor_id text not null, id text not null, portal_id text not null, state text not null,
        wave_size integer not null, minutes_between integer not null, stop_at_percent integer not null,
        waves integer not null, left_in_wave integer not null, next_at text,
        total integer not null, sent integer not null, withheld integer not null, skipped integer not null,
        forgiven_sent integer not null, forgiven_failed integer not null, search_text text not null,
        created_at text not null, updated_at text not null, finished_at text,
        primary key (vendor_id, id),
        foreign key (vendor_id, portal_id) references portal (vendor_id, id) on delete cascade)`,
      // What is due is found over all vendors; there are few.
      "create index invitation_due on invitation (next_at) where state = 'running'",
      'create index invitation_by_creation on invitation (vendor_id, created_at, id)',
      // One row for each person, ever: nobody is invited twice, by whichever invitation.
      `create table invited (
        vendor_id text not null, contact_id text not null, invitation_id text not null, state text not null,
        sent_at text, updated_at text not null,
        primary key (vendor_id, contact_id),
        foreign key (vendor_id, contact_id) references contact (vendor_id, id) on delete cascade,
        foreign key (vendor_id, invitation_id) references invitation (vendor_id, id) on delete cascade)`,
      'create index invited_by_invitation on invited (vendor_id, invitation_id, state, contact_id)',
    ],
  },
];
