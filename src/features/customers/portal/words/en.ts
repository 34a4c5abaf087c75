import form from '../../../../kit/ui/form/messages/en.json';
import profile from '../../messages/en.json';

export const words = { ...profile, ...form };
