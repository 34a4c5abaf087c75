import profile from '../../../../features/customers/messages/en.json';
import form from '../../../../kit/ui/form/messages/en.json';

export const words = { ...profile, ...form };
