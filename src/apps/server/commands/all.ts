import { backupCommand } from './backup.ts';
import { configCommands } from './config.ts';
import type { Command } from './define.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { keyCreateCommand } from './key-create.ts';
import { migrateCommand } from './migrate.ts';
import { moveCommand } from './move.ts';
import { operatorCreateCommand } from './operator-create.ts';
import { operatorResetCommand } from './operator-reset.ts';
import { portalAllowCommand } from './portal-allow.ts';
import { restoreCommand } from './restore.ts';
import { secretRotateCommand } from './secret-rotate.ts';
import { serveCommand } from './serve.ts';
import { vendorCreateCommand } from './vendor-create.ts';
import { webhooksListenCommand } from './webhooks-listen.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  serveCommand,
  migrateCommand,
  backupCommand,
  restoreCommand,
  moveCommand,
  secretRotateCommand,
  doctorCommand,
  demoCommand,
  vendorCreateCommand,
  keyCreateCommand,
  operatorCreateCommand,
  operatorResetCommand,
  portalAllowCommand,
  importCommand,
  exportCommand,
  ...configCommands,
  webhooksListenCommand,
];
