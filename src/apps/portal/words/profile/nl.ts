import profile from '../../../../features/customers/messages/nl.json';
import form from '../../../../kit/ui/form/messages/nl.json';

export const words = { ...profile, ...form };
