import profile from '../../../../features/customers/messages/de.json';
import form from '../../../../kit/ui/form/messages/de.json';

export const words = { ...profile, ...form };
