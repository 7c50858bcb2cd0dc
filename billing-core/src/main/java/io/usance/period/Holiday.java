package io.usance.period;

import java.time.DayOfWeek;
import java.time.LocalDate;

/**
 * A date that counts as a day of the week.
 *
 * @param date in the contract's zone
 * @param as the day whose bands it has
 */
public record Holiday(LocalDate date, DayOfWeek as) {}
