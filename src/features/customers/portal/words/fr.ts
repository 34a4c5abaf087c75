import form from '../../../../kit/ui/form/messages/fr.json';
import profile from '../../messages/fr.json';

export const words = { ...profile, ...form };
