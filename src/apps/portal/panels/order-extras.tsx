export * from '../../../features/order-page/portal/extras/Extras.tsx';
