import form from '../../../../kit/ui/form/messages/nl.json';
import profile from '../../messages/nl.json';

export const words = { ...profile, ...form };
