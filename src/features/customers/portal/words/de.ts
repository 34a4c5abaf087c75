import form from '../../../../kit/ui/form/messages/de.json';
import profile from '../../messages/de.json';

export const words = { ...profile, ...form };
