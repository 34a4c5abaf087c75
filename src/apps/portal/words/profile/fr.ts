import profile from '../../../../features/customers/messages/fr.json';
import form from '../../../../kit/ui/form/messages/fr.json';

export const words = { ...profile, ...form };
