DROP TRIGGER guard_classes ON roll_corrections;
DROP FUNCTION guard_correction_is_of_the_same_classes();
DROP TRIGGER guard_classes ON roll_certifications;
DROP FUNCTION guard_roll_is_of_its_classes();
DROP TABLE roll_classes;
DROP FUNCTION guard_roll_class();
